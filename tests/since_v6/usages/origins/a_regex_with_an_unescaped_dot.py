# expect: some("https://x.a.com", refused=(EVIL, "https://xa.com.evil.test"))
# warns: such as 'https://evila.com'
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=[r"https://.*.a.com"])
