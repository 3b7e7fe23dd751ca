#ifndef FLEDGE_SIGMOID_H
#define FLEDGE_SIGMOID_H

#include "exponential.h"

// 1 / (1 + e^-x) and its distance from 1, each with a small relative error.
typedef struct { float value, complement; } logistic;

BODY logistic sigmoid(float x) {
    float power = exponential(-x);
    float value = 1.0f / (1.0f + power);
    return (logistic){value, power * value};
}

#endif
