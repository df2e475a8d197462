// A machine whose clock was never set: with LD_PRELOAD a program believes that it is the first of January
// 1970. What measures spans of time goes on.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

extern "C" int clock_gettime(clockid_t id, timespec* out) {
    const long done = syscall(SYS_clock_gettime, id, out);
    if (done == 0 && id == CLOCK_REALTIME) out->tv_sec %= 86'400;
    return static_cast<int>(done);
}
