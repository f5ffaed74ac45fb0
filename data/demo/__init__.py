"""The demonstration city: a drawn Jiyuan with invented people, cameras and papers (演示数据).

Belongs here: everything fictitious. Nothing outside the demonstration imports it, and nothing here decides anything.
"""
