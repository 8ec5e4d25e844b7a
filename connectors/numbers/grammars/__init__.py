"""One declarative grammar per office: data only, grouped by region; ``offices`` lists them."""
