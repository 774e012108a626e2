def f(n):
    print('enter', n)
    try:
        if n == 0: raise ValueError('zero')
        if n == 1: return 'returned'
        return 10 / (n - 2)
    except ZeroDivisionError as e:
        print('except:', e)
        return 'handled'
    else:
        print('never printed')
    finally:
        print('finally', n)

for n in (1, 2, 3, 0):
    try:
        print('->', f(n))
    except ValueError as e:
        print('outer:', e)

def loop():
    for i in range(4):
        try:
            if i == 1: continue
            if i == 3: break
            print('body', i)
        finally:
            print('cleanup', i)
    return 'done'
print(loop())

def override():
    try:
        return 1
    finally:
        return 2
print(override())
