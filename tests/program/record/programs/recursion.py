def down(n):
    for k in range(2):
        if n:
            down(n - 1)
        print(n, k)
down(3)
