//! Tests of the program from outside, by subject.
