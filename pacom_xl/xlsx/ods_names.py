"""Names of the elements and attributes of cells in an OpenDocument spreadsheet, as the parser gives them.

They are put together once: each is compared at every cell.
"""

from __future__ import annotations

from pacom_xl.xlsx.ods_styles import CALC, DRAW, OFFICE, TABLE, TEXT

FORMULA = TABLE + "formula"
TABLE_ELEMENT = TABLE + "table"
TABLE_COLUMN = TABLE + "table-column"
TABLE_ROW = TABLE + "table-row"
CONTENT_VALIDATION = TABLE + "content-validation"
NAMED_RANGE = TABLE + "named-range"
NAME = TABLE + "name"
NUMBER_COLUMNS_REPEATED = TABLE + "number-columns-repeated"
NUMBER_COLUMNS_SPANNED = TABLE + "number-columns-spanned"
DEFAULT_CELL_STYLE_NAME = TABLE + "default-cell-style-name"
CONDITION = TABLE + "condition"
CELL_RANGE_ADDRESS = TABLE + "cell-range-address"
NUMBER_ROWS_REPEATED = TABLE + "number-rows-repeated"
NUMBER_ROWS_SPANNED = TABLE + "number-rows-spanned"
CONTENT_VALIDATION_NAME = TABLE + "content-validation-name"
STYLE_NAME = TABLE + "style-name"
VISIBILITY = TABLE + "visibility"

VALUE_TYPE = OFFICE + "value-type"
VALUE = OFFICE + "value"
CURRENCY = OFFICE + "currency"
ANNOTATION = OFFICE + "annotation"
DATE_VALUE = OFFICE + "date-value"
TIME_VALUE = OFFICE + "time-value"
BOOLEAN_VALUE = OFFICE + "boolean-value"
STRING_VALUE = OFFICE + "string-value"

DRAW_NAME = DRAW + "name"
IMAGE = DRAW + "image"
OBJECT = DRAW + "object"

CALC_VALUE_TYPE = CALC + "value-type"

PARAGRAPH = TEXT + "p"
LIST = TEXT + "list"
LIST_ITEM = TEXT + "list-item"
SPACES = TEXT + "s"
SPACES_REPEATED = TEXT + "c"
TAB = TEXT + "tab"
LINE_BREAK = TEXT + "line-break"
SPAN_STYLE_NAME = TEXT + "style-name"
