"""Read by every Python that starts while visits are counted: a program that a test starts is counted as well."""

from functions import count_visits

count_visits()
