/// Images with values drawn over them.
@NullMarked
package dev.fovea.insight.page.image;

import org.jspecify.annotations.NullMarked;
