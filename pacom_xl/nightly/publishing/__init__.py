"""The files of a night besides its mails: workbooks, page, calendars, corrected workbooks."""
