class Odd(ValueError):
    pass
for step in range(4):
    try:
        if step % 2:
            raise Odd(step)
    except Odd as error:
        for k in range(2):
            print(error, k)
        kept = error
    finally:
        print('done')
