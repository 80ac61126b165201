"""The program in a web browser: one HTML page that holds Python (Pyodide), the program and its libraries.

``page_file`` builds the page. ``worker_session`` runs in it, in a Web Worker, and reads, checks and consolidates
the workbooks that people drop on the page.
"""
