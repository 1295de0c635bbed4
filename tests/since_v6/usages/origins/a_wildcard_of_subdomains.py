# expect: some("https://x.a.com", "https://x.y.a.com", refused=(EVIL, A, "https://Xa.com"))
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins="https://*.a.com")
