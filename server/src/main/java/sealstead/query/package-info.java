/// AWS's Query protocol: a form names an operation and its parameters, and XML answers.
@NullMarked
package sealstead.query;

import org.jspecify.annotations.NullMarked;
