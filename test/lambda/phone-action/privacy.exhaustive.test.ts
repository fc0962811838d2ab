/** The same promises, tried thousands of times. */
import './privacy.test';
