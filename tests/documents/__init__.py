"""Tests of the documents: what they tell to do is done, and gives what they say."""
