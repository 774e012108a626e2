def fact(n):
    return 1 if n <= 1 else n * fact(n - 1)
print(fact(20), [fact(i) for i in range(6)])

def factorial(n):
    # 没有终止条件
    return n * factorial(n - 1)
print(factorial(5))
