/** The same promises, tried thousands of times. */
import './transliterate.test';
