"""The use register of Article 24(3), read only."""
