import math
import collections
import re
import random
import torch
from torch import nn
from torch.nn import functional as F
text = """the time traveller for so it will be convenient to speak of him was expounding a recondite matter to us his grey eyes shone and twinkled and his usually pale face was flushed and animated"""
lines = [re.sub('[^A-Za-z]+', ' ', line).strip().lower() for line in [text]]
def tokenize(lines, token='word'):
    """将文本行拆分为单词或字符词元"""
    if token == 'word':
        return [line.split() for line in lines]
    elif token == 'char':
        return [list(line) for line in lines]
    else:
        print('错误：未知词元类型：' + token)
class Vocab:
    """文本词表"""
    def __init__(self, tokens=None, min_freq=0, reserved_tokens=None):
        if tokens is None: tokens = []
        if reserved_tokens is None: reserved_tokens = []
        counter = count_corpus(tokens)
        self._token_freqs = sorted(counter.items(), key=lambda x: x[1], reverse=True)
        self.idx_to_token = ['<unk>'] + reserved_tokens
        self.token_to_idx = {token: idx for idx, token in enumerate(self.idx_to_token)}
        for token, freq in self._token_freqs:
            if freq < min_freq: break
            if token not in self.token_to_idx:
                self.idx_to_token.append(token)
                self.token_to_idx[token] = len(self.idx_to_token) - 1
    def __len__(self): return len(self.idx_to_token)
    def __getitem__(self, tokens):
        if not isinstance(tokens, (list, tuple)):
            return self.token_to_idx.get(tokens, self.unk)
        return [self.__getitem__(token) for token in tokens]
    def to_tokens(self, indices):
        if not isinstance(indices, (list, tuple)): return self.idx_to_token[indices]
        return [self.idx_to_token[index] for index in indices]
    @property
    def unk(self): return 0
    @property
    def token_freqs(self): return self._token_freqs
def count_corpus(tokens):
    if len(tokens) == 0 or isinstance(tokens[0], list):
        tokens = [token for line in tokens for token in line]
    return collections.Counter(tokens)
tokens = tokenize(lines, 'char'); vocab = Vocab(tokens)
print(len(vocab), list(vocab.token_to_idx.items())[:6], vocab.token_freqs[:3])
corpus = [vocab[token] for line in tokens for token in line]
def seq_data_iter_random(corpus, batch_size, num_steps):
    corpus = corpus[random.randint(0, num_steps - 1):]
    num_subseqs = (len(corpus) - 1) // num_steps
    initial_indices = list(range(0, num_subseqs * num_steps, num_steps))
    random.shuffle(initial_indices)
    def data(pos): return corpus[pos: pos + num_steps]
    num_batches = num_subseqs // batch_size
    for i in range(0, batch_size * num_batches, batch_size):
        per = initial_indices[i: i + batch_size]
        yield torch.tensor([data(j) for j in per]), torch.tensor([data(j + 1) for j in per])
def get_params(vocab_size, num_hiddens):
    def normal(shape): return torch.randn(size=shape) * 0.1
    W_xh, W_hh = normal((vocab_size, num_hiddens)), normal((num_hiddens, num_hiddens))
    b_h = torch.zeros(num_hiddens); W_hq = normal((num_hiddens, vocab_size)); b_q = torch.zeros(vocab_size)
    params = [W_xh, W_hh, b_h, W_hq, b_q]
    for param in params: param.requires_grad_(True)
    return params
def rnn(inputs, state, params):
    W_xh, W_hh, b_h, W_hq, b_q = params
    H, = state
    outputs = []
    for X in inputs:
        H = torch.tanh(torch.mm(X, W_xh) + torch.mm(H, W_hh) + b_h)
        Y = torch.mm(H, W_hq) + b_q
        outputs.append(Y)
    return torch.cat(outputs, dim=0), (H,)
class RNNModelScratch:
    def __init__(self, vocab_size, num_hiddens, get_params, init_state, forward_fn):
        self.vocab_size, self.num_hiddens = vocab_size, num_hiddens
        self.params = get_params(vocab_size, num_hiddens)
        self.init_state, self.forward_fn = init_state, forward_fn
    def __call__(self, X, state):
        X = F.one_hot(X.T, self.vocab_size).type(torch.float32)
        return self.forward_fn(X, state, self.params)
    def begin_state(self, batch_size): return self.init_state(batch_size, self.num_hiddens)
net = RNNModelScratch(len(vocab), 32, get_params, lambda b, h: (torch.zeros((b, h)),), rnn)
def predict_ch8(prefix, num_preds, net, vocab):
    state = net.begin_state(batch_size=1); outputs = [vocab[prefix[0]]]
    get_input = lambda: torch.tensor([outputs[-1]]).reshape((1, 1))
    for y in prefix[1:]:
        _, state = net(get_input(), state); outputs.append(vocab[y])
    for _ in range(num_preds):
        y, state = net(get_input(), state); outputs.append(int(y.argmax(dim=1).reshape(1)))
    return ''.join([vocab.idx_to_token[i] for i in outputs])
def grad_clipping(net, theta):
    params = [p for p in net.params if p.requires_grad] if not isinstance(net, nn.Module) else list(net.parameters())
    norm = torch.sqrt(sum(torch.sum((p.grad ** 2)) for p in params))
    if norm > theta:
        for param in params: param.grad[:] *= theta / norm
loss = nn.CrossEntropyLoss()
for epoch in range(6):
    l_sum, n = 0., 0
    for X, Y in seq_data_iter_random(corpus, 2, 10):
        state = net.begin_state(2); y = Y.T.reshape(-1)
        y_hat, state = net(X, state); l = loss(y_hat, y.long()).mean()
        for p in net.params: p.grad = None
        l.backward(); grad_clipping(net, 1)
        with torch.no_grad():
            for p in net.params: p -= 1.0 * p.grad
        l_sum += l * y.numel(); n += y.numel()
    print(f'困惑度 {math.exp(l_sum / n):.1f}')
print(predict_ch8('time ', 10, net, vocab))
