"""Schemes (积分方案) and their versions, adoption and filing (备案). Reference tables."""
