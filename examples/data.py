"""Datasets for train.py. They draw in an order that depends on the epoch alone, so a resumed run continues it."""

import pathlib
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np


class Examples(keras.utils.PyDataset):
    """Batches of inputs, and the labels of each output. A process reads its part of a batch.

    Threads read the next batches. Keras has workers for that, but begins an epoch with batches that they read before.
    """

    def __init__(self, count, *, outputs, batch_size, seed=0, process=0, processes=1):
        super().__init__()
        if batch_size % processes:
            raise ValueError(f"{processes} processes cannot share a batch of {batch_size}")
        if count < batch_size:
            raise ValueError(f"{count} examples do not fill a batch of {batch_size}")
        self.count, self.outputs, self.batch_size, self.seed = count, outputs, batch_size, seed
        self.part = slice(process, None, processes)
        self.threads, self.most_ahead = ThreadPoolExecutor(4), 8
        self.shuffle(epoch=0)

    def shuffle(self, epoch):
        """Draws the order of an epoch, the same in every process."""
        self.order = np.random.default_rng((self.seed, epoch)).permutation(self.count)
        self.ahead = {}

    def __len__(self):
        return self.count // self.batch_size

    def __getitem__(self, index):
        for one in range(index, min(index + self.most_ahead, len(self))):
            if one not in self.ahead:
                self.ahead[one] = self.threads.submit(self.read_batch, one)
        return self.ahead.pop(index).result()

    def read_batch(self, index):
        batch = self.order[index * self.batch_size :][: self.batch_size][self.part]
        inputs, labels = zip(*(self.read(example) for example in batch))
        return np.stack(inputs), dict.fromkeys(self.outputs, np.stack(labels))


class Images(Examples):
    """The images of a folder that has a folder for each class, scaled to `value_range`."""

    def __init__(self, folder, size, value_range, **options):
        self.size, self.value_range = size, value_range
        self.classes = sorted(path.name for path in pathlib.Path(folder).iterdir() if path.is_dir())
        self.files = sorted(path for path in pathlib.Path(folder).glob("*/*") if path.is_file())
        super().__init__(len(self.files), **options)

    def read(self, example):
        file = self.files[example]
        pixels = keras.utils.img_to_array(keras.utils.load_img(file, target_size=self.size, interpolation="bilinear"))
        low, high = self.value_range
        return low + pixels * (high - low) / 255, self.classes.index(file.parent.name)


class Tokens(Examples):
    """Pieces of a long text, as numbers of tokens. The label of each token is the next one."""

    def __init__(self, file, length, **options):
        self.tokens, self.length = np.load(file, mmap_mode="r"), length
        super().__init__((len(self.tokens) - 1) // length, **options)

    def read(self, example):
        start = example * self.length
        piece = self.tokens[start : start + self.length + 1].astype("int32")
        return piece[:-1], piece[1:]
