// Six years later: with LD_PRELOAD a program believes that so much time has passed. What measures spans of
// time goes on.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern "C" int clock_gettime(clockid_t id, timespec* out) {
    const long done = syscall(SYS_clock_gettime, id, out);
    if (done == 0 && id == CLOCK_REALTIME) out->tv_sec += 6L * 366 * 86'400;
    return static_cast<int>(done);
}
