/// Markup, tables and numbers for people.
@NullMarked
package dev.fovea.insight.page.html;

import org.jspecify.annotations.NullMarked;
