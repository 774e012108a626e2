/* The same descents written by hand in C, every row kept, as a yardstick for the compiled engine.
   A history is a matrix of doubles, one column (loss, parameters, gradients) after the other. */
#include <math.h>

/* Mean squared error of w*x + b over the points. */
void line(const double *x, const double *y, long points, double rate, double w, double b, long steps, double *history)
{
    double *loss = history, *ws = loss + steps + 1, *bs = ws + steps + 1, *gws = bs + steps + 1, *gbs = gws + steps + 1;
    for (long k = 0; k <= steps; k++) {
        double square = 0.0, slope_w = 0.0, slope_b = 0.0;
        for (long i = 0; i < points; i++) {
            double off = w * x[i] + b - y[i];
            square += off * off;
            slope_w += off * x[i];
            slope_b += off;
        }
        loss[k] = square / points;
        ws[k] = w;
        bs[k] = b;
        gws[k] = 2.0 * slope_w / points;
        gbs[k] = 2.0 * slope_b / points;
        w -= rate * gws[k];
        b -= rate * gbs[k];
    }
}

/* 2x^4 - 3x^2 + 2x - 20. */
void polynomial(double rate, double x, long steps, double *history)
{
    double *loss = history, *xs = loss + steps + 1, *slopes = xs + steps + 1;
    for (long k = 0; k <= steps; k++) {
        double square = x * x;
        loss[k] = 2.0 * square * square - 3.0 * square + 2.0 * x - 20.0;
        xs[k] = x;
        slopes[k] = 8.0 * square * x - 6.0 * x + 2.0;
        x -= rate * slopes[k];
    }
}

/* Adam on (1 - x)^2 + 100 (y - x^2)^2. */
void adam_rosenbrock(double rate, double x, double y, long steps, double *history)
{
    double *loss = history, *xs = loss + steps + 1, *ys = xs + steps + 1, *gxs = ys + steps + 1, *gys = gxs + steps + 1;
    double m[2] = {0.0, 0.0}, v[2] = {0.0, 0.0}, power1 = 1.0, power2 = 1.0;
    for (long k = 0; k <= steps; k++) {
        double gap = y - x * x, rest = 1.0 - x;
        loss[k] = rest * rest + 100.0 * gap * gap;
        xs[k] = x;
        ys[k] = y;
        gxs[k] = -2.0 * rest - 400.0 * x * gap;
        gys[k] = 200.0 * gap;
        double g[2] = {gxs[k], gys[k]}, *p[2] = {&x, &y};
        power1 *= 0.9;
        power2 *= 0.999;
        for (int i = 0; i < 2; i++) {
            m[i] += (1.0 - 0.9) * (g[i] - m[i]);
            v[i] = 0.999 * v[i] + (1.0 - 0.999) * (g[i] * g[i]);
            *p[i] -= rate * (m[i] / (1.0 - power1) / (sqrt(v[i]) / sqrt(1.0 - power2) + 1e-8));
        }
    }
}

/* Mean squared error of three units a*tanh(b*x + c), whose numbers follow one another in start, and one number more. */
void tanh_units(const double *x, const double *y, long points, double rate, const double *start, long steps,
                double *history)
{
    double p[10];
    for (int j = 0; j < 10; j++)
        p[j] = start[j];
    for (long k = 0; k <= steps; k++) {
        double square = 0.0, slope[10] = {0.0};
        for (long i = 0; i < points; i++) {
            double t[3], off = p[9] - y[i];
            for (int u = 0; u < 3; u++) {
                t[u] = tanh(p[3 * u + 1] * x[i] + p[3 * u + 2]);
                off += p[3 * u] * t[u];
            }
            for (int u = 0; u < 3; u++) {
                double inner = off * p[3 * u] * (1.0 - t[u] * t[u]);
                slope[3 * u] += off * t[u];
                slope[3 * u + 1] += inner * x[i];
                slope[3 * u + 2] += inner;
            }
            square += off * off;
            slope[9] += off;
        }
        history[k] = square / points;
        for (int j = 0; j < 10; j++) {
            double g = 2.0 * slope[j] / points;
            history[(1 + j) * (steps + 1) + k] = p[j];
            history[(11 + j) * (steps + 1) + k] = g;
            p[j] -= rate * g;
        }
    }
}
