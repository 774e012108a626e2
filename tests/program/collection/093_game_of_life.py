import numpy as np

def life(board):
    n = sum(np.roll(np.roll(board, i, 0), j, 1) for i in (-1, 0, 1) for j in (-1, 0, 1) if (i, j) != (0, 0))
    return ((n == 3) | ((board == 1) & (n == 2))).astype(int)

board = np.zeros((8, 8), dtype=int)
for r, c in [(0, 1), (1, 2), (2, 0), (2, 1), (2, 2)]:   # glider
    board[r, c] = 1
for gen in range(5):
    print('generation', gen, 'alive', board.sum())
    if gen % 4 == 0:
        print('\n'.join(''.join('#' if x else '.' for x in row) for row in board))
    board = life(board)
