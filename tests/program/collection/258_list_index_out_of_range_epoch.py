history = []
for epoch in range(5):
    history.append(1 / (epoch + 1))
for epoch in range(6):
    print('epoch', epoch, 'loss', round(history[epoch], 3))
