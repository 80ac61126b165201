"""The rule catalogue and its engine. A rule says what is wrong; severity and text come later."""
