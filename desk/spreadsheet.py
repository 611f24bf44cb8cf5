"""Lines of CSV, as the desk's downloads have them."""

from bot.spreadsheet import BYTE_ORDER_MARK as BYTE_ORDER_MARK
from bot.spreadsheet import line as line
