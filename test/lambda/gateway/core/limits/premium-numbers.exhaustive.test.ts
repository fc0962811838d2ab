/** The same promises, with five times the numbers of each country. */
import './premium-numbers.test';
