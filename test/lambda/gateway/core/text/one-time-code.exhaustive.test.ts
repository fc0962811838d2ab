/** The same promises, tried thousands of times. */
import './one-time-code.test';
