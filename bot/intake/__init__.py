"""What comes in: guarded HTTP, feeds, article text, one polling round."""
