"""Pictures for documents: the same bytes for the same figures, with a Chinese font that needs no system font.

Import ``app.charts`` only inside functions that draw: matplotlib takes a second to load.
"""

from app.charts.canvas import chinese, new_figure, png

__all__ = ["chinese", "new_figure", "png"]
