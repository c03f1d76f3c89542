"""Recognition agreements with neighbours: whose shared facts are believed."""
