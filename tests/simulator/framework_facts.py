"""What Keras and TensorFlow do by themselves, as JSON: `test_frameworks_differences` runs it in a process."""

import json

import keras
import numpy as np
import tensorflow as tf
from keras import layers, losses, optimizers

z = np.array([[1.0], [3.0], [8.0], [4.0]])
facts = {}
norm = layers.BatchNormalization(momentum=0.9)
norm.build((None, 1))
facts["start"] = [float(norm.moving_mean[0]), float(norm.moving_variance[0])]
norm(z, training=True)
facts["after"] = [float(norm.moving_mean[0]), float(norm.moving_variance[0])]
facts["one"] = np.asarray(norm(z[:1], training=True)).tolist()
facts["defaults"] = [layers.BatchNormalization().momentum, layers.BatchNormalization().epsilon]


def steps(optimizer, gradients, alphas=None):
    """Where steps of an optimiser lead from 1."""
    W = keras.Variable([1.0])
    path = []
    for i, g in enumerate(gradients):
        if alphas:
            optimizer.learning_rate = alphas[i]
        optimizer.apply([keras.ops.convert_to_tensor([g], dtype=W.dtype)], [W])
        path.append(float(W[0]))
    return path


facts["adam"] = steps(optimizers.Adam(0.1, epsilon=0.01), [0.02, 0.01])
facts["rmsprop"] = steps(optimizers.RMSprop(0.1, rho=0.9, epsilon=1e-4), [0.02, 0.01])
facts["momentum"] = steps(optimizers.SGD(0.1, momentum=0.9), [1.0, 2.0], [0.1, 0.05])
facts["decay"] = steps(optimizers.Adam(0.1, weight_decay=0.5), [0.0])
facts["l2"] = float(keras.regularizers.L2(0.5)(keras.ops.convert_to_tensor([2.0, 1.0])))
smooth = optimizers.schedules.InverseTimeDecay(0.1, decay_steps=10, decay_rate=0.5)
stairs = optimizers.schedules.InverseTimeDecay(0.1, decay_steps=10, decay_rate=0.5, staircase=True)
facts["schedules"] = [[float(each(step)) for step in (5, 9, 10, 25)] for each in (smooth, stairs)]
dense = layers.Dense(5)
facts["rows"] = list(dense(np.zeros((7, 3), "float32")).shape)
facts["kernel"] = list(dense.kernel.shape)
y, sure = np.array([0]), np.array([[0.0, 40.0]], "float32")
facts["of_z"] = float(losses.SparseCategoricalCrossentropy(from_logits=True)(y, sure))
facts["of_y_hat"] = float(losses.SparseCategoricalCrossentropy()(y, np.asarray(keras.ops.softmax(sure))))
facts["tf_of_z"] = float(tf.nn.sparse_softmax_cross_entropy_with_logits(y, sure)[0])
facts["tf_l2"] = float(tf.nn.l2_loss(tf.constant([2.0, 1.0])))
facts["moments"] = float(tf.nn.moments(tf.constant(z), axes=[0])[1][0])
image = tf.constant(z.reshape(4, 1, 1, 1), tf.float32)
facts["fused"] = float(tf.compat.v1.nn.fused_batch_norm(image, [1.0], [0.0])[2][0])
value = tf.Variable(0.0)
average = tf.train.ExponentialMovingAverage(0.9)
average.apply([value])
value.assign(1.0)
average.apply([value])
facts["ema"] = float(average.average(value))
facts["tf_one"] = float(tf.nn.moments(tf.constant(z[:1]), axes=[0])[1][0])
facts["digits"] = [keras.config.floatx(), tf.Variable(1.0).dtype.name]
facts["slope"] = float(tf.nn.leaky_relu(tf.constant(-1.0, tf.float64), 0.01))
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
facts["keras_slope"] = float(layers.LeakyReLU(negative_slope=0.01)(np.array([-1.0]))[0])
facts["lambda"] = float(keras.regularizers.L2(0.01)(keras.Variable([1.0])))
facts["alpha"] = float(optimizers.schedules.InverseTimeDecay(0.01, 10, 0.5)(0))
facts["beta"] = steps(optimizers.SGD(1.0, momentum=0.9), [1.0, 0.0])
print(json.dumps(facts))
