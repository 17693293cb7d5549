"""Documents of portfolios: asked for, made in the background, watched and taken away."""
