"""The first sheet of a consolidated workbook, one page: tiles, objectives by region, lists, budget, cash."""
