"""The neutral picture language that screens speak and every platform paints."""
