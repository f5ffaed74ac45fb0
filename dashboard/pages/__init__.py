"""One folder a page: ids, layout, callbacks. Pages never import each other."""
