"""Tallywire: figures from news feeds, with the words that state them."""
