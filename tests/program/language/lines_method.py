text = "abc"
print(
    text
    .upper()
    .missing(1,
             2)
)
