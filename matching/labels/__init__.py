"""What people said of firms: labels of fit and outcomes, kept, taken back, and made ready to learn from."""
