"""Households (户), residents (家庭成员), cards (卡), and all personal data of the system."""
