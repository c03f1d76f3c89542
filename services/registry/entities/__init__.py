"""Who is checked: entities, their credit codes and tags, and what other services tell of them."""
