"""From act to book: claims (申报), evidence, decisions, bars (一票否决), period closes."""
