@NullMarked
package sealstead.s3.operation.configuration;

import org.jspecify.annotations.NullMarked;
