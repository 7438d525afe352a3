"""What both faces share: who is asking, when, and how a refusal is worded."""
