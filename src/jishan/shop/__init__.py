"""The points shop (积分超市): products, stock as the sum of its movements, redemptions (兑换)."""
