"""Sub-commands of script/mingjie, one module each: `add_parser(subparsers)` and `run(args, settings) -> int`."""
