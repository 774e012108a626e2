import timeit
import traceback


class AttrDict(dict):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.__dict__ = self


class Config:
    def __init__(self, **values):
        self.__dict__ = dict(values)


config = AttrDict(lr=0.1, name="a")
config.epochs = 3
config["seed"] = 1
print(config, config.lr, config.seed, config["epochs"], "lr" in config, vars(config) is config)
print(Config(a=1).a, vars(Config(b=2)))
try:
    Config(a=1).__dict__ = 5
except TypeError as error:
    print(error)


def sgd(x):
    local = x + 1
    return sorted(locals()), "local" in locals(), "other" in locals()


print(sgd(1), globals()["sgd"] is sgd, "config" in globals(), "nope" in globals())
x = 5
print(globals()["x"], locals()["x"], [name for name in ("sgd", "adam") if name in globals()])
print(timeit.default_timer() > 0, timeit.timeit(lambda: sgd(1), number=3) >= 0)
try:
    1 / 0
except ZeroDivisionError:
    traceback.print_exc()
    print("went on")
