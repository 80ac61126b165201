"""Computed values (figures): for each, an Excel formula and the Python function that gives the same value.

Importing any module of this room registers every figure.
"""

from pacom_xl.figures import all_figures as all_figures
