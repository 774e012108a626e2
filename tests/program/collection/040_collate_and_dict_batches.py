import torch
from torch.utils.data import Dataset, DataLoader
from torch.nn.utils.rnn import pad_sequence

class Sentences(Dataset):
    data = [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10], [11, 12]]
    def __len__(self): return len(self.data)
    def __getitem__(self, i):
        return {'ids': torch.tensor(self.data[i]), 'label': i % 2}

def collate(batch):
    lens = [len(b['ids']) for b in batch]
    ids = pad_sequence([b['ids'] for b in batch], batch_first=True, padding_value=0)
    labels = torch.tensor([b['label'] for b in batch])
    return ids, labels, lens

for ids, labels, lens in DataLoader(Sentences(), batch_size=2, collate_fn=collate):
    print(ids, labels, lens)
    mask = ids != 0
    print(mask.sum(1).tolist() == lens)

class Plain(Dataset):
    def __getitem__(self, i):
        if i >= 4:
            raise IndexError
        return {'x': torch.full((2,), float(i)), 'name': 'item%d' % i}
    def __len__(self): return 4

for batch in DataLoader(Plain(), batch_size=2):
    print(batch['x'].shape, batch['name'])
