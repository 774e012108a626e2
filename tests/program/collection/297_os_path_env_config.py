import os
import os.path as osp
import sys
import json
import random
from pathlib import Path
import torch
os.environ['CUDA_VISIBLE_DEVICES'] = '0'
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
print(os.environ.get('MY_UNSET_VARIABLE', 'default'), os.environ['CUDA_VISIBLE_DEVICES'], os.getenv('MY_UNSET', 3))
print(os.path.join('data', 'mnist', 'train.csv'), osp.basename('/a/b/c.txt'), osp.splitext('model.pth'), os.path.dirname('/x/y'))
save_path = os.path.join('checkpoints', f'model_{1:03d}.pt')
os.makedirs('checkpoints', exist_ok=True)
net = torch.nn.Linear(2, 1)
torch.nn.init.constant_(net.weight, 0.5)
torch.save({'epoch': 3, 'model_state_dict': net.state_dict(), 'loss': 0.25}, save_path)
print(os.path.exists(save_path))
ckpt = torch.load(save_path, weights_only=True)
print(ckpt['epoch'], ckpt['loss'], ckpt['model_state_dict']['weight'])
config = {'lr': 1e-3, 'layers': [64, 32], 'act': 'relu', '名字': '测试'}
with open('config.json', 'w', encoding='utf-8') as f:
    json.dump(config, f, indent=2, ensure_ascii=False)
with open('config.json', encoding='utf-8') as f:
    text = f.read()
print(text)
print(json.loads(text)['layers'])
print(Path('a') / 'b' / 'c.txt', Path('x/y.tar.gz').suffix, Path('x/y.csv').stem, Path('m.pt').with_suffix('.onnx'))
print(sys.version_info >= (3, 8), sys.platform in ('linux', 'win32', 'darwin'), os.sep in '/\\', len(sys.argv) >= 1)
