// Columns of every role as they stand at the end of the opening year.
#pragma once

namespace overbuild {

struct World;

void open_roles(World&);

}  // namespace overbuild
