/// Health and administration, under a path that no bucket can have.
@NullMarked
package sealstead.admin;

import org.jspecify.annotations.NullMarked;
