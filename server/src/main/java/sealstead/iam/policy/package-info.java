/// May they: a pure function of who asks, what for, and the policies in force; no clock, no input or output.
@NullMarked
package sealstead.iam.policy;

import org.jspecify.annotations.NullMarked;
