"""积善 (jishan): the open system that runs a village's points, from the act to the book."""
